/**
 * How many of so many pictures are left to the cloud where a card at home makes them from the beginning: as few as can be, so that
 * both are done at about the same time.
 *
 * `cloudSeconds`: how long the cloud takes for so many, more for more. `homeSeconds`: at home, for one.
 */
export function cloudShare(pictures: number, homeSeconds: number, cloudSeconds: (pictures: number) => number): number {
  let [least, most] = [0, pictures]
  while (least < most) {
    const middle = Math.floor((least + most) / 2)
    if ((pictures - middle) * homeSeconds <= cloudSeconds(middle)) most = middle
    else least = middle + 1
  }
  // Whoever asked for the cloud as well gets it.
  return Math.max(1, least)
}
