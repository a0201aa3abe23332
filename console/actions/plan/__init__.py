"""What a person is about: goal, phases, tasks, steps."""
