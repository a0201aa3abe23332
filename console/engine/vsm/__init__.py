"""The system view in the engine: six systems that listen on the bus, and the strategy that follows from patterns."""
