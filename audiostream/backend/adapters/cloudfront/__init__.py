"""Files by way of Amazon CloudFront, at addresses that only we can sign."""
