import { useState } from 'react'

/** A choice that this browser keeps. */
export function useKeptChoice(name: string, otherwise: string): readonly [string, (choice: string) => void] {
  const [choice, setChoice] = useState(() => localStorage.getItem(`demo ${name}`) ?? otherwise)
  const choose = (chosen: string): void => {
    localStorage.setItem(`demo ${name}`, chosen)
    setChoice(chosen)
  }
  return [choice, choose]
}
