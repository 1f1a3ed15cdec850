"""With `--size full` alone: made-up members, posts and attempts, for measuring (contract C2)."""

from demo.loaders.courses import COURSE
from demo.made_up import attempts, people, posts
from demo.seed import Seed
from learning.models import CoursePage


def load(seed: Seed) -> None:
    """Members first: they write the posts and take the quiz."""
    if seed.size != "full":
        return
    seed.say(f"made-up members: {people.fill_up()}")
    seed.say(f"made-up posts: {posts.fill_up()}")
    course = CoursePage.objects.filter(external_id=COURSE).first()
    if course is not None:
        seed.say(f"made-up attempts: {attempts.fill_up(course.translation_key)}")
