"""Where search is done (search.md §17). Empty SEARCH_URL: in the site's own database."""

from m4dnet.settings.environment import env

SEARCH_URL = env.str("SEARCH_URL", default="").rstrip("/")
SEARCH_API_KEY = env.str("SEARCH_API_KEY", default="")
SEARCH_CA = env.str("SEARCH_CA", default="")  # path of a certificate
SEARCH_PREFIX = env.str("SEARCH_PREFIX", default="m4d")  # of index names: two sites, one server
# Rows that one search looks at in the site's own database: what search.md §11 calls B. More of
# them find more of what long questions mean, and take longer; 3,000 keep its budget of 50 ms.
SEARCH_ROWS = env.int("SEARCH_ROWS", default=3_000)
SEARCH_REPLICAS = env.int("SEARCH_REPLICAS", default=0)
SEARCH_TIMEOUT_MS = 800  # of a question, in the server; who asks waits 200 ms more, and once
SEARCH_WRITE_TIMEOUT_S = 30  # of a batch of documents, or of an order to the server
# Whether the process that changed something also indexes it, right after its transaction.
SEARCH_DRAINS_AT_COMMIT = True
