"""An address of every kind of page of the demo; some of them in the other languages too."""

# A new type of page without an address here fails tests/browser/test_every_page.py.
OF_MODELS = {
    "events.EventIndexPage": "/en/whats-new/events/",
    "events.EventPage": "/en/whats-new/events/contributors-workshop-2017/",
    "home.AboutPage": "/en/about/",
    "home.CountryIndexPage": "/en/countries/",
    "home.CountryPage": "/en/countries/ph/",
    "home.DoorPage": "/en/learn/",
    "home.HomePage": "/en/",
    "home.MilestonesPage": "/en/about/milestones/",
    "home.StandardPage": "/en/privacy/",
    "home.ThemeIndexPage": "/en/themes/",
    "home.ThemePage": "/en/themes/capacity/",
    "home.TipsPage": "/en/tips/",
    "home.WhatsNewPage": "/en/whats-new/",
    "library.CollectionIndexPage": "/en/library/collections/",
    "library.CollectionPage": "/en/library/collections/my-jmdi-toolbox/",
    "library.LibraryPage": "/en/library/",
    "library.ResourcePage": "/en/library/mapping-checklist/",
    "library.SeriesIndexPage": "/en/library/series/",
    "library.SeriesPage": "/en/library/series/guides/",
    "news.BlogIndexPage": "/en/whats-new/blog/",
    "news.BlogPage": "/en/whats-new/blog/give-back/",
    "news.InterviewIndexPage": "/en/whats-new/interviews/",
    "news.InterviewPage": "/en/whats-new/interviews/diaspora-conversations/lost-actors/",
    "news.InterviewSeriesPage": "/en/whats-new/interviews/diaspora-conversations/",
    "news.NewsIndexPage": "/en/whats-new/news/",
    "news.NewsPage": "/en/whats-new/news/country-findings/",
}
OF_VIEWS = {
    "accessibility statement": "/en/accessibility/",
    "chosen facets": "/en/library/?theme=capacity&type=report&type=case-study",
    "display": "/en/display/",
    "empty list": "/en/whats-new/news/?year=1999&theme=remittances",
    "events of a month": "/en/whats-new/events/month/2017-05/",
    "glossary": "/en/glossary/",
    "last page": "/en/library/?page=2",
    "most downloaded": "/en/library/popular/",
    "not found": "/en/nothing-here/",
    "on paper": "/en/library/mapping-checklist/?print=1",
    "past events": "/en/whats-new/events/past/",
    "reset": "/en/accounts/password/reset/",
    "search": "/en/search/?q=diaspora",
    "search without result": "/en/search/?q=zzzqqq",
    "sign-in": "/en/accounts/login/",
    "sign-up": "/en/accounts/signup/",
}
TRANSLATED = {
    "About in Spanish": "/es/about/",
    "event in Spanish": "/es/whats-new/events/give-back/",
    "front page in French": "/fr/",
    "front page in Spanish": "/es/",
    "interview in French": (
        "/fr/whats-new/interviews/diaspora-conversations/peer-to-peer-expertise/"
    ),
    "library in French": "/fr/library/",
    "not found in French": "/fr/nothing-here/",
    "search in French": "/fr/search/?q=diaspora&type=resource",
    "record in French": "/fr/library/mapping-checklist/",
    "sign-up in Spanish": "/es/accounts/signup/",
}
OF_MEMBERS = {
    "my page": "/en/me/",
    "my searches": "/en/me/searches/?q=diaspora",
    "profile": "/en/me/profile/",
    "second steps": "/en/accounts/2fa/",
    "my address": "/fr/accounts/email/",
    "my password": "/en/accounts/password/change/",
    "my sessions": "/es/accounts/sessions/",
    "front page of a member": "/en/",
    "sign-out": "/en/accounts/logout/",
}
FORMS = {"display", "reset", "sign-in", "sign-up", "sign-up in Spanish"}
FORMS |= {"search", "search without result", "search in French"}  # one script, that suggests

PUBLIC = OF_MODELS | OF_VIEWS | TRANSLATED
# For reading alone: no script.
READING = {name: path for name, path in PUBLIC.items() if name not in FORMS}
# Long pages of our own, not of readers: all of PUBLIC's checks but the weight.
STYLEGUIDE = {
    "styleguide": "/styleguide/",
    "styleguide from right to left": "/styleguide/?lang=ar",
}
