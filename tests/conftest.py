"""What holds for the whole run of the tests."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Set aside what stays for good: modules and tests.

    Python looks for garbage among all objects only once there are a quarter more of them. Beside those of thousands of
    tests the models of a hundred workbooks, which stand in circles of references, were no quarter, and stayed.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
