"""Settings, addresses, WSGI, system checks, navigation: what ties the apps together.

Owns no models. Floor: the top one, beside `demo`; the only package that includes the apps' urls.
"""
