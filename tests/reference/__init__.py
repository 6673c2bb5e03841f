"""Methods of other products, kept for comparison with ours. No product code may import them."""
