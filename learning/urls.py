"""A learner's pages, below the language."""

from django.urls import path

from learning.views import certificates, learner, people, previews, quizzes, running

app_name = "learning"
urlpatterns = [
    path("learning/", learner.mine, name="mine"),
    path("learning/courses/<uuid:course_key>/enrol/", learner.enrol, name="enrol"),
    path("learning/courses/<uuid:course_key>/withdraw/", learner.withdraw, name="withdraw"),
    path("learning/items/<uuid:item_key>/done/", learner.done, name="done"),
    path("learning/items/<uuid:item_key>/visit/", learner.visit, name="visit"),
    path("learning/certificates/of/<uuid:uuid>/", certificates.certificate, name="certificate"),
    path(
        "learning/certificates/of/<uuid:uuid>/withdraw/",
        certificates.withdraw_name,
        name="withdraw_name",
    ),
    path(
        "learning/certificates/<uuid:uuid>.pdf",
        certificates.certificate_file,
        name="certificate_file",
    ),
    path("learning/quizzes/<uuid:quiz_key>/", quizzes.quiz, name="quiz"),
    path("learning/quizzes/<uuid:quiz_key>/preview/", previews.preview, name="preview"),
    path("learning/attempts/<uuid:attempt_uuid>/", quizzes.attempt, name="attempt"),
    path("learning/attempts/<uuid:attempt_uuid>/save/", quizzes.save, name="save"),
    path("learning/attempts/<uuid:attempt_uuid>/submit/", quizzes.submit, name="submit"),
    path("learning/attempts/<uuid:attempt_uuid>/summary/", quizzes.summary, name="summary"),
    path("learning/attempts/<uuid:attempt_uuid>/review/", quizzes.review, name="review"),
    path("learning/attempts/<uuid:attempt_uuid>/answers.txt", quizzes.answers, name="answers"),
    path("learning/runs/<uuid:uuid>/", running.run, name="run"),
    path("learning/runs/<uuid:uuid>/decide/", running.decide, name="decide"),
    path("learning/runs/<uuid:uuid>/extend/", running.extend, name="extend"),
    path("learning/runs/<uuid:uuid>/people/<uuid:enrolment_uuid>/", people.person, name="person"),
    path(
        "learning/runs/<uuid:uuid>/attempts/<uuid:attempt_uuid>/",
        people.attempt,
        name="their_attempt",
    ),
    path(
        "learning/runs/<uuid:uuid>/attempts/<uuid:attempt_uuid>/reopen/",
        people.reopen,
        name="reopen",
    ),
]
