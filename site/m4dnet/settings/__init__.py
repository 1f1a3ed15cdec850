"""One module an environment: dev, demo, test, production; `base` holds the decisions (SET1)."""
