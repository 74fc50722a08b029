"""The upload page: resumable uploads, its state, the statistics form."""
