"""The failure drill: real programs that fail for known reasons, put through the real queue in a scratch directory."""
