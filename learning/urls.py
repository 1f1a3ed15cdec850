"""A learner's pages, below the language."""

from django.urls import path

from learning.views import certificates, learner

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
]
