"""What the actions do, one group a module; together they cover the action table."""
