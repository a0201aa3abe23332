"""What a person usually runs next, learned from what they did here before."""
