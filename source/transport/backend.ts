/** The ways to a host by SSH: our own client, or the system's `ssh`. */
export const backends = ['ssh2', 'openssh'] as const;

export type Backend = (typeof backends)[number];
