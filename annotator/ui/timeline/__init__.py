"""The object x frame grid."""
