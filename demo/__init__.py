"""The demo content: data files and the loaders behind `manage.py seed_demo`.

Owns no models. Floor: beside m4dnet, at the top. Facts: demo/data/README.md.
"""
