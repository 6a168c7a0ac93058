/**
How the guest gets there.

- `live`: its memory is copied while it runs (pre-copy).
- `offline`: it is stopped first, moved, and continued on the destination. It always ends, and a TCG guest of a QEMU below 9.0
  cannot lose writes by it.
*/
export type MigrationMode = 'live' | 'offline';

/**
Whether and when a live copy may be switched to post-copy: the guest goes on at the destination at once and fetches its memory
from the source as it needs it. It always ends, and while it lasts both QEMUs and the link are needed: losing one loses the
guest. So it is never switched on unless a person allowed it, before the start.

- `by-hand`: a person switches;
- `needed`: once the verdict says that the copy will not end by itself;
- `first-pass`: once all memory was sent once.
*/
export const postCopyPolicies = ['off', 'by-hand', 'needed', 'first-pass'] as const;

export type PostCopyPolicy = (typeof postCopyPolicies)[number];
