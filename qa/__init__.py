"""Questions: understood, answered from quotes, cited and served."""
