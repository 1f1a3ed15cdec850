"""`python -m benchmarks.stock_forum`: each rule of forum.md §16 on a stock site, in memory.

Prints a line for each: FAILS with what was seen, or holds. Ends with 1 where one holds.
"""

import os
import sys
import traceback
import warnings

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock_forum.settings"


def main() -> int:
    """1 where a rule holds on stock machina: its test would prove nothing then."""
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    from benchmarks.stock_forum.faults import FAULTS

    held = 0
    for rule, check in FAULTS.items():
        with transaction.atomic():
            try:
                print(f"{rule}\tFAILS\t{check()}")
            except AssertionError as reason:
                held += 1
                where = traceback.extract_tb(reason.__traceback__)[-1]
                print(f"{rule}\tholds\t{where.line} {reason}")
            transaction.set_rollback(True)
    return 1 if held else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
