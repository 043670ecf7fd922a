import { type RefObject, useEffect } from 'react'

/** Opens a dialog over everything else while it is there, and closes it at a click beside it. */
export function useModal(ref: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    // In StrictMode it is open already.
    if (!dialog.open) dialog.showModal()
    let isPressedBeside = false
    const onPress = ({ target }: Event): void => {
      isPressedBeside = target === dialog
    }
    const onClick = ({ target }: Event): void => {
      if (isPressedBeside && target === dialog) dialog.close()
    }
    dialog.addEventListener('pointerdown', onPress)
    dialog.addEventListener('click', onClick)
    return () => {
      dialog.removeEventListener('pointerdown', onPress)
      dialog.removeEventListener('click', onClick)
    }
  }, [ref])
}
