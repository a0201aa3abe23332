"""What tools tell of their caches: in the output of jobs, and in their own figures."""
