"""Pure views: a frame becomes lines; widgets paint them, `show` prints them."""
