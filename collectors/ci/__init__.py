"""CI servers: their runs, jobs and logs, and what may be asked of them.

A server is one module with one class that keeps the protocol of `provider`, and one row in `kinds`. The class gets
a `Client`, which does all of the talking (tokens, redirects, conditional requests, limits, breakers, time limits), and
a `Place`. It turns answers into the types of `console.model.ci`, maps the server's words with `words.Words`, and
raises nothing but the errors of `errors`, which the client mostly does for it. Names and texts it passes through
`texts.plain`. What the server cannot do is left out of `can` and raises `UnableError`.
"""
