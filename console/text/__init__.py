"""Every foreign byte passes here once: cleaning, redaction, masking, times, severities, records."""
