"""The whole program from outside: in a terminal, with a real engine, on real files."""
