"""Addresses of events outside the page tree; they have no language prefix."""

from django.urls import path

from events.views import all_events

app_name = "events"
urlpatterns = [path("events.ics", all_events, name="calendar")]
