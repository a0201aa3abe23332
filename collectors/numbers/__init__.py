"""Numbers of the user's own: what a command prints, measured again and again."""
