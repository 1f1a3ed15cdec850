"""What every engine must do, asked of each.

SQLite in `make test`; PostgreSQL and Elasticsearch in `make test-services`.
"""
