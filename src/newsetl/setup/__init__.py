"""The set-up job of the distributed installation: certificates, users, keys, index. Every step may be repeated."""
