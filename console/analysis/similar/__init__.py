"""Similar past failures: hashed vectors of masked text, and exact search over all of them.

`features` and `vector` need no numpy; `postings` and `index` do, and are imported only where something is searched.
"""
