"""The plain, frozen types that every part of the program shares."""
