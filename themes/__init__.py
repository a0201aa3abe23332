"""SKYSKRAPER and RUSTBELT: the look of every role in every colour depth."""
