"""Tags every template has without loading them: icons, drawings, dates. Built in by settings."""

from django import template

register = template.Library()
