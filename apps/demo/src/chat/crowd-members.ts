const FIRST_NAMES = 'Ada Bea Cleo Dov Eda Finn Gia Hal Ida Jon Kai Lea Max Nia Ole Pia Quin Rex Sia Tom'.split(' ')
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXY']

/** The five hundred who are in the crowd beside the people of the demo. */
export const CROWD_MEMBERS = LETTERS.flatMap((letter) => FIRST_NAMES.map((first) => `${first} ${letter}.`)).map(
  (name, i) => ({ userId: `demo-crowd-${String(i + 1).padStart(3, '0')}`, name }),
)
