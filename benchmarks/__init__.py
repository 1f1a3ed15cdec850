"""How fast the site is, beside a bare Django view and a stock Wagtail page (quality.md §6).

`make bench` runs it; README.md says how to read it. Never part of the site: nothing imports it but
its tests, and no settings of the site install its addresses.
"""
