"""What a certificate is apart from the database: its code, its snapshot, its printed form."""
