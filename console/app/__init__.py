"""The console on the screen: `run_console` opens it."""
