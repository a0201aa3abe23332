"""Jobs of the project: those its configuration names, and those its own tools bring along."""
