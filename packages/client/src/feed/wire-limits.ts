/**
 * Limits of the wire, the same as those of core, which a test sees to: importing them would bring the shapes along that frames are
 * checked against, and with them a twentieth of the bundle.
 */
export const WINDOW_MAX = 200
export const WINDOW_DEFAULT = 50
