"""The evidence store: documents, passages, vectors and words in LanceDB, built once and added to.

`create`, `add`, `remove` and `compact` write, `Store` and `StoreRetriever` read, `verify` checks. Importing this
package loads neither LanceDB nor Arrow; they come with the extra ``store``.
"""

from factcheck.store.adding import Tally, add
from factcheck.store.auditing import verify
from factcheck.store.inputs import Inputs
from factcheck.store.reader import Store, is_store, versions
from factcheck.store.removing import compact, remove
from factcheck.store.searching import StoreRetriever
from factcheck.store.writer import create

__all__ = [
    "Inputs",
    "Store",
    "StoreRetriever",
    "Tally",
    "add",
    "compact",
    "create",
    "is_store",
    "remove",
    "verify",
    "versions",
]
