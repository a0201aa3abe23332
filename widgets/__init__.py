"""One pane or part of a pane a file; they paint views and know neither engine nor store."""
