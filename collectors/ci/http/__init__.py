"""All talking to CI servers: tokens stay with their own host, limits are kept, broken hosts are left alone."""
