/** The ways to a host by SSH. */
export const backends = ['ssh2'] as const;

export type Backend = (typeof backends)[number];
