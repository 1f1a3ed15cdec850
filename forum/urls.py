"""The open forum, below the language (forum.md §7).

An address names one object by its number; what it is part of is read from the database. Words
behind a number are for readers: other words lead to the right ones.
"""

from django.urls import path, register_converter

from forum.views import changing, feeds, moderation, personal, reading, rooms, texts, writing


class FeedKindConverter:
    """The formats a feed has."""

    regex = "atom|rss"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedKindConverter, "feed_kind")

app_name = "forum"
urlpatterns = [
    path("forum/", reading.index, name="index"),
    path("forum/feed.<feed_kind:kind>", feeds.of_all, name="feed"),
    path("forum/f/<int:pk>/feed.<feed_kind:kind>", feeds.of_forum, name="forum_feed"),
    path("forum/t/<int:pk>/feed.<feed_kind:kind>", feeds.of_topic, name="topic_feed"),
    path("forum/unread/", personal.unread, name="unread"),
    path("forum/mark-read/", personal.mark_read, name="mark_read"),
    path("forum/drafts/", personal.drafts, name="drafts"),
    path("forum/bookmarks/", personal.bookmarks, name="bookmarks"),
    path("forum/subscriptions/", personal.subscriptions, name="subscriptions"),
    path("forum/f/<int:pk>/subscribe/", personal.follow_forum, name="follow_forum"),
    path("forum/t/<int:pk>/subscribe/", personal.follow_topic, name="follow_topic"),
    path("forum/themes/<slug:code>/subscribe/", personal.follow_theme, name="follow_theme"),
    path("forum/p/<int:pk>/useful/", personal.useful, name="useful"),
    path("forum/p/<int:pk>/pick/", personal.pick, name="pick"),
    path("forum/p/<int:pk>/bookmark/", personal.bookmark, name="bookmark"),
    path("forum/p/<int:pk>/edit/", changing.edit, name="edit"),
    path("forum/p/<int:pk>/history/", changing.history, name="history"),
    path("forum/p/<int:pk>/history/<int:number>/", changing.history, name="history_of"),
    path("forum/p/<int:pk>/history/<int:number>/restore/", changing.restore, name="restore"),
    path("forum/p/<int:pk>/withdraw/", changing.withdraw, name="withdraw"),
    path("forum/p/<int:pk>/report/", changing.report, name="report"),
    path("forum/p/<int:pk>/moderate/", moderation.moderate, name="moderate"),
    path("forum/t/<int:pk>/manage/", moderation.manage, name="manage"),
    path("forum/moderation/", moderation.queue, name="moderation"),
    path("forum/moderation/members/", moderation.members, name="moderated_members"),
    path("forum/moderation/log/", moderation.log, name="moderation_log"),
    path("forum/moderation/rooms/", rooms.rooms, name="rooms"),
    path("forum/moderation/rooms/new/", rooms.new_room, name="new_room"),
    path("forum/moderation/rooms/<int:pk>/", rooms.room, name="kept_room"),
    path("forum/moderation/rooms/<int:pk>/remove/", rooms.remove_room, name="remove_room"),
    path("forum/f/<int:pk>/new/", writing.new_topic, name="new_topic"),
    path("forum/f/<int:pk>/", reading.forum, name="forum"),
    path("forum/f/<int:pk>/<str:slug>/", reading.forum, name="forum"),
    path("forum/t/<int:pk>/reply/", writing.reply, name="reply"),
    path("forum/t/<int:pk>/text/", texts.topic, name="topic_text"),
    path("forum/t/<int:pk>/", reading.topic, name="topic"),
    path("forum/t/<int:pk>/<str:slug>/", reading.topic, name="topic"),
    path("forum/p/<int:pk>/", reading.post, name="post"),
]
