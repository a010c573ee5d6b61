import type { Goal } from '@lva/contracts/goals'

type Wish = Pick<Goal, 'title' | 'target' | 'deadline'>

/** What differs from how a goal is. What is sent counts as changed: the same last day again would set one going that is over. */
export function changesOf(goal: Goal, wish: Wish): Partial<Wish> {
  return {
    ...(wish.title === goal.title ? {} : { title: wish.title }),
    ...(wish.target === goal.target ? {} : { target: wish.target }),
    ...(wish.deadline === goal.deadline ? {} : { deadline: wish.deadline }),
  }
}
