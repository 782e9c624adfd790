"""What the collection kit writes beside the evidence: manifests."""
