/** How many are in the crowd beside the people of the demo. */
export const CROWD_SIZE = 500
