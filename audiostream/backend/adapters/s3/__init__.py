"""Files in a bucket of Amazon S3, or of a server that speaks as it does."""
