exports.seen = () => [typeof process, typeof fetch, typeof document, typeof window]
